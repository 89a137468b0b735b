const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

const PART = /(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)/g;

/** Seconds of a duration as the provider writes it: `1h30m`; NaN: it is none. https://pkg.go.dev/time#ParseDuration */
export function goDurationSeconds(text: string): number {
  const parts = [...text.matchAll(PART)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return NaN;
  return Math.round(parts.reduce((sum, [, value, unit = ""]) => sum + Number(value) * (SECONDS[unit] ?? NaN), 0));
}
