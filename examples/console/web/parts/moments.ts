import type { EpochMs } from 'campaign-machine/service';

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** `14:02:05` */
export const formatClock = (at: EpochMs): string => clock.format(at);

/** `23 Nov 2026, 14:02:05` */
export const formatMoment = (at: EpochMs): string => `${day.format(at)}, ${clock.format(at)}`;

/** `0.14 s`, `42 s`, `3 min 20 s`, `2 h 5 min` */
export const formatDuration = (ms: number): string => {
  const seconds = ms / 1_000;
  if (seconds < 10) return `${Number(seconds.toFixed(seconds < 1 ? 2 : 1))} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${Math.round(seconds) % 60} s` : `${Math.round(seconds)} s`;
};

/** What `<input type="datetime-local">` takes, in this place's time. */
export const formatForInput = (at: EpochMs): string => {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
