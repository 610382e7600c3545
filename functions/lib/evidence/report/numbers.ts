const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes for people: `8.2 MB`, decimal units. */
export const bytesText = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} ${UNITS[0]}`;
  // From 999.5 kB on, whole kilobytes would say 1000 kB.
  const power = Math.min(UNITS.length - 1, Math.max(1, Math.floor(Math.log10(bytes * (1_000 / 999.5)) / 3)));
  const value = bytes / 1_000 ** power;
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${UNITS[power]}`;
};

/** Seconds for people: `95 s`, `1 h 31 min`. */
export const secondsText = (seconds: number): string => {
  if (seconds < 0) return `−${secondsText(-seconds)}`;
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/** `2026-03-17 09:30:00 UTC` */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
