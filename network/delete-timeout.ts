/**
 * For what AWS refuses to delete while something uses it (`DependencyViolation`). The provider then tries again, without
 * saying so, for 15 to 20 minutes by default. What the stage has created is gone within minutes, so after ten others use it.
 * `npm run recover` names what that is.
 */
export const deleteTimeout = { customTimeouts: { delete: "10m" } } as const;

/**
 * For private subnets. When a zone is removed, Auto Scaling launches servers in the other zones, waits for their warm-up
 * (four minutes), and only then drains and terminates those of the zone: some ten minutes.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-add-availability-zone.html
 */
export const serversDeleteTimeout = { customTimeouts: { delete: "20m" } } as const;
