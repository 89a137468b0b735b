/** How many servers a group may have while it is refreshed. */
export interface Bounds {
  /** In service, at least. */
  readonly min: number;
  /** In all, at most. */
  readonly max: number;
}

/**
 * The bounds of a refresh, from its percentages of the desired capacity.
 *
 * AWS rounds the lower one up and the upper one down, and lets go of the one that leaves no room to replace anything:
 * more than 100 per cent is room to launch one first, and without that one server may be away.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html
 */
export function boundsOf(desired: number, minPercent: number, maxPercent: number): Bounds {
  const [min, max] = [Math.ceil((desired * minPercent) / 100), Math.floor((desired * maxPercent) / 100)];
  if (maxPercent > 100) return { min, max: Math.max(max, desired + 1) };
  return { min: Math.min(min, desired - 1), max: desired };
}
