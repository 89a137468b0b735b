/**
 * For what AWS refuses to delete while something uses it (`DependencyViolation`). The provider then tries again, without
 * saying so, for 15 to 20 minutes by default. What the stage has created is gone within minutes, so after ten others use it.
 * `npm run recover` names what that is.
 */
export const deleteTimeout = { customTimeouts: { delete: "10m" } } as const;
