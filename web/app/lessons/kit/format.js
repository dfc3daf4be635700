/** @param {number} value four digits of it at most, and no zeros that say nothing */
export const number = (value) => String(Number(value.toPrecision(4))).replace('-', '−');

/** As a factor or summand. @param {number} value */
export const signed = (value) => (value < 0 ? `(${number(value)})` : number(value));
