import { t } from '../i18n.js';

/** @param {number | null} total seconds */
export function formatDuration(total) {
  if (total === null) return '–';
  const all = Math.round(total);
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  if (hours > 0) return t('runs.duration.hours', { hours, minutes });
  if (minutes > 0) return t('runs.duration.minutes', { minutes, seconds });
  return t('runs.duration.seconds', { seconds: total < 10 ? total.toFixed(1) : seconds });
}
