export { Bastion, type BastionArgs } from "./bastion/bastion";
export { LoginKey, type LoginKeyArgs } from "./login/login-key";
export {
  keptImageVersions,
  previousImageVersion,
  imageVersionOf,
  type KeptImageVersions,
  type ImageContent,
} from "./web/image-version";
export { SessionManagerRole, type SessionManagerRoleArgs } from "./login/session-manager-role";
export { WebImage, type WebImageArgs } from "./web/web-image";
export { webUserData } from "./web/user-data";
export { WebGroup, type WebGroupArgs } from "./web/web-group";
