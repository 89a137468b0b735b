export { AmazonLinux, type AmazonLinuxArgs } from "./amazon-linux";
export { Bastion, type BastionArgs } from "./bastion";
export { guestScript } from "./guest-script";
export { hardenedInstance, metadataOptions, ROOT_DEVICE, rootVolume } from "./hardened";
export { LoginKey, type LoginKeyArgs } from "./login-key";
export { keptRecipes, previousOf, recipeOf, type KeptRecipes, type Recipe } from "./recipe";
export { SessionManagerRole, type SessionManagerRoleArgs } from "./session-manager-role";
export { WebImage, type WebImageArgs } from "./web-image";
export { webServerScript } from "./web-server-script";
