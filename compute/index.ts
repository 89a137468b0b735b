export { Bastion, type BastionArgs } from "./bastion/bastion";
export { loginCommands } from "./login/commands";
export { createLogin } from "./login/login";
export { planImages, webUserData } from "./web/image-version";
export { planServers } from "./web/server-plan";
export { WebGroup, type WebGroupArgs } from "./web/web-group";
export { WebImage, type WebImageArgs } from "./web/web-image";
