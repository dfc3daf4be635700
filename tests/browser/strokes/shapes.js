/**
 * How people write the digits: strokes in the order and direction of the pen, in percent of the
 * digit's height, y downwards (see parseStroke in curve.js). Habits of Europe, America and China
 * are all there.
 * @typedef {{name: string, strokes: string[]}} Shape
 */

/** @type {Shape[][]} one list per digit */
export const shapes = [
  [
    {
      name: 'round, from the top, ends crossing',
      strokes: ['42 2, 24 4, 6 24, 1 52, 9 82, 32 100, 56 88, 69 56, 64 22, 44 3, 30 1'],
    },
    {
      name: 'narrow',
      strokes: ['24 0, 9 14, 1 48, 6 84, 20 100, 34 88, 41 52, 36 14, 22 1'],
    },
    {
      name: 'from the upper right, end inside',
      strokes: ['54 10, 34 0, 12 16, 2 48, 8 82, 32 99, 56 86, 66 54, 60 24, 42 10'],
    },
    {
      name: 'clockwise',
      strokes: ['14 14, 36 1, 56 14, 64 46, 56 80, 34 99, 12 86, 1 54, 6 24, 20 8'],
    },
    {
      name: 'not quite closed',
      strokes: ['34 2, 12 14, 0 50, 10 86, 34 98, 54 82, 60 48, 54 20, 45 8'],
    },
    {
      name: 'almost a circle',
      strokes: ['46 1, 18 8, 1 38, 6 74, 36 98, 72 90, 90 58, 82 22, 56 3, 38 2'],
    },
  ],
  [
    { name: 'plain bar', strokes: ['2 0, 3 50, 1 100'] },
    { name: 'short flag', strokes: ['0 26, 11 14, 19 0; 19 0, 20 50, 19 100'] },
    {
      name: 'flag and base',
      strokes: ['8 24, 19 13, 28 0; 28 0, 28 50, 28 98', '2 99, 28 98, 54 99'],
    },
    { name: 'slanted bar', strokes: ['24 0, 12 48, 0 100'] },
    { name: 'long flag', strokes: ['0 34, 14 18, 25 0; 25 0, 25 50, 24 100'] },
    { name: 'soft flag', strokes: ['0 27, 8 15, 14 3, 19 4, 20 30, 18 68, 17 100'] },
  ],
  [
    {
      name: 'flat base',
      strokes: ['2 24, 12 6, 34 0, 56 9, 61 28, 50 52, 26 78, 2 98; 2 98, 34 98, 68 97'],
    },
    {
      name: 'loop at the base',
      strokes: [
        '3 22, 16 4, 38 0, 58 12, 58 34, 44 60, 26 80, 12 95, 1 90, 6 77, 25 80, 46 97, 68 91',
      ],
    },
    {
      name: 'wave for a base',
      strokes: ['0 18, 20 2, 44 4, 54 22, 46 46, 24 74, 0 94; 0 94, 18 88, 40 97, 64 90'],
    },
    {
      name: 'hooked start',
      strokes: ['12 32, 2 22, 8 6, 32 0, 54 8, 58 28, 44 54, 20 80, 0 99; 0 99, 30 97, 62 98'],
    },
    {
      name: 'broad and low',
      strokes: ['4 20, 22 2, 52 0, 72 14, 70 36, 46 64, 4 98; 4 98, 44 99, 88 95'],
    },
    {
      name: 'narrow, straight back',
      strokes: ['2 18, 12 3, 30 0, 44 12, 42 34, 28 62, 0 98; 0 98, 24 98, 48 99'],
    },
  ],
  [
    {
      name: 'round',
      strokes: ['3 14, 22 0, 46 4, 54 22, 42 40, 22 46; 22 46, 48 52, 59 72, 48 94, 24 100, 0 88'],
    },
    {
      name: 'flat top',
      strokes: ['4 2, 30 3, 55 1; 55 1, 40 18, 25 39; 25 39, 50 46, 59 68, 46 94, 22 100, 0 89'],
    },
    {
      name: 'small loop in the middle',
      strokes: [
        '5 13, 24 0, 46 7, 49 28, 34 46, 21 50, 19 43, 32 44, 53 56, 58 76, 44 96, 20 100, 0 90',
      ],
    },
    {
      name: 'large below',
      strokes: ['12 10, 28 0, 46 6, 48 22, 36 35, 20 39; 20 39, 50 44, 64 68, 50 94, 24 100, 0 86'],
    },
    {
      name: 'large above',
      strokes: ['0 12, 26 0, 52 8, 58 30, 44 48, 24 53; 24 53, 46 58, 54 76, 42 95, 22 100, 2 92'],
    },
    {
      name: 'shallow middle',
      strokes: ['0 10, 24 0, 50 8, 54 28, 33 46; 33 46, 58 60, 60 82, 38 98, 16 99, 0 92'],
    },
  ],
  [
    {
      name: 'open, in two strokes',
      strokes: ['10 0, 6 32, 2 62; 2 62, 34 62, 68 60', '48 6, 47 50, 46 100'],
    },
    {
      name: 'closed',
      strokes: ['46 0, 24 34, 0 68; 0 68, 34 67, 68 67', '46 0, 46 50, 45 100'],
    },
    {
      name: 'half open, short stem',
      strokes: ['36 0, 20 32, 0 62; 0 62, 30 64, 66 62', '46 34, 44 66, 42 100'],
    },
    {
      name: 'curved cup',
      strokes: ['8 2, 3 26, 6 46, 26 52, 44 46, 56 36', '59 0, 55 50, 50 100'],
    },
    {
      name: 'in one stroke',
      strokes: ['12 4, 8 28, 2 54; 2 54, 28 55, 53 53; 53 53, 55 26, 58 0; 58 0, 54 50, 50 100'],
    },
    {
      name: 'closed from above in one stroke',
      strokes: ['48 100, 50 50, 52 0; 52 0, 28 32, 0 60; 0 60, 36 62, 70 60'],
    },
  ],
  [
    {
      name: 'hat drawn last',
      strokes: [
        '13 2, 11 22, 8 44; 8 44, 28 36, 52 44, 60 68, 46 93, 22 100, 0 90',
        '13 2, 36 2, 60 0',
      ],
    },
    {
      name: 'in one stroke',
      strokes: [
        '58 2, 36 3, 14 3; 14 3, 12 24, 8 46; 8 46, 30 38, 52 48, 59 70, 44 95, 20 100, 0 92',
      ],
    },
    {
      name: 'all curves',
      strokes: ['60 1, 38 3, 15 7, 9 25, 14 41, 34 42, 54 56, 57 78, 38 97, 14 99, 0 91'],
    },
    {
      name: 'slack hat, apart',
      strokes: [
        '14 10, 10 30, 6 48; 6 48, 30 44, 50 56, 54 76, 38 96, 18 100, 2 94',
        '18 6, 38 6, 62 2',
      ],
    },
    {
      name: 'large belly, rising hat',
      strokes: [
        '10 8, 8 20, 6 36; 6 36, 34 28, 60 44, 68 68, 50 94, 22 100, 0 84',
        '10 8, 34 5, 56 0',
      ],
    },
    {
      name: 'narrow',
      strokes: ['42 0, 26 1, 8 2; 8 2, 7 22, 5 42; 5 42, 24 40, 40 54, 42 76, 30 95, 14 100, 0 95'],
    },
  ],
  [
    {
      name: 'curved stem',
      strokes: ['46 0, 22 18, 6 46, 2 74, 14 95, 36 99, 54 86, 55 66, 40 55, 18 60, 5 76'],
    },
    {
      name: 'straight stem',
      strokes: ['42 0, 22 32, 6 64, 3 84, 18 99, 40 98, 54 82, 48 64, 30 58, 12 68, 5 80'],
    },
    {
      name: 'hooked start',
      strokes: ['56 14, 42 1, 22 10, 6 40, 1 70, 12 94, 34 100, 54 86, 56 66, 40 52, 18 58, 4 74'],
    },
    {
      name: 'small bowl',
      strokes: ['38 0, 16 26, 3 58, 3 84, 18 99, 36 96, 46 82, 38 68, 22 68, 6 80'],
    },
    {
      name: 'from the bowl up',
      strokes: ['4 72, 20 52, 42 50, 56 68, 50 90, 30 100, 10 92, 2 70, 8 38, 26 10, 44 0'],
    },
    {
      name: 'upright, bowl a little open',
      strokes: ['20 0, 8 24, 2 56, 4 84, 20 99, 40 95, 50 78, 42 60, 26 58, 14 66'],
    },
  ],
  [
    { name: 'plain', strokes: ['0 3, 28 3, 58 2; 58 2, 42 48, 24 100'] },
    { name: 'barred', strokes: ['0 3, 30 2, 60 2; 60 2, 42 48, 22 100', '14 50, 36 49, 58 48'] },
    { name: 'serif', strokes: ['2 22, 2 12, 4 2; 4 2, 32 4, 60 3; 60 3, 42 34, 30 66, 26 100'] },
    { name: 'curved back', strokes: ['0 4, 20 1, 40 5, 64 2; 64 2, 46 32, 34 64, 28 100'] },
    {
      name: 'serif and bar',
      strokes: ['0 20, 3 4; 3 4, 32 6, 64 2; 64 2, 44 46, 20 100', '18 54, 38 50, 60 50'],
    },
    { name: 'soft corner', strokes: ['0 5, 28 2, 54 2, 60 10, 51 32, 38 64, 29 100'] },
  ],
  [
    {
      name: 'from the upper right',
      strokes: [
        '50 14, 32 0, 12 8, 9 26, 28 45, 52 64, 56 84, 34 100, 8 90, 4 70, 24 50, 46 34, 52 16',
      ],
    },
    {
      name: 'two circles',
      strokes: [
        '32 0, 12 10, 12 34, 30 45, 48 36, 50 12, 32 0',
        '30 45, 6 58, 4 84, 28 100, 54 88, 56 60, 32 45',
      ],
    },
    {
      name: 'from the middle',
      strokes: [
        '28 46, 8 32, 10 8, 30 0, 48 10, 46 30, 28 46, 6 64, 3 86, 28 100, 54 88, 54 66, 28 46',
      ],
    },
    {
      name: 'from the upper left',
      strokes: [
        '10 14, 28 0, 48 8, 50 26, 30 46, 6 64, 2 84, 26 100, 52 92, 56 72, 34 50, 12 32, 9 14',
      ],
    },
    {
      name: 'narrow, not quite closed',
      strokes: [
        '42 10, 26 0, 8 8, 7 26, 22 44, 40 64, 42 86, 22 100, 2 88, 4 66, 22 46, 38 30, 41 20',
      ],
    },
    {
      name: 'large below',
      strokes: [
        '50 10, 36 0, 18 6, 15 22, 32 38, 58 58, 62 84, 34 100, 6 90, 2 64, 26 42, 46 28, 51 12',
      ],
    },
  ],
  [
    {
      name: 'straight tail',
      strokes: ['52 14, 32 0, 9 10, 3 32, 20 48, 40 42, 52 14; 52 14, 51 56, 48 100'],
    },
    {
      name: 'curved tail',
      strokes: [
        '53 12, 34 0, 12 6, 2 26, 14 44, 36 42, 53 14; 53 14, 56 44, 52 78, 34 98, 14 98, 2 88',
      ],
    },
    {
      name: 'slanted tail',
      strokes: ['50 16, 34 0, 12 8, 2 32, 16 48, 36 42, 51 18; 51 18, 42 54, 20 100'],
    },
    {
      name: 'circle and line',
      strokes: ['36 2, 12 4, 1 26, 12 47, 36 48, 51 30, 48 10, 32 1', '52 4, 52 50, 50 100'],
    },
    {
      name: 'small circle, long tail',
      strokes: ['45 12, 28 0, 8 6, 2 22, 14 36, 34 32, 45 12; 45 12, 47 40, 42 72, 34 100'],
    },
    {
      name: 'hooked tail',
      strokes: ['56 10, 36 0, 12 10, 4 34, 22 50, 46 40, 56 12; 56 12, 55 48, 53 84, 40 99, 22 94'],
    },
  ],
];
