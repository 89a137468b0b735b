/** Names of AWS's errors for a missing permission. */
export const ACCESS_DENIED = /^(UnauthorizedOperation|AccessDenied(Exception)?)$/;
