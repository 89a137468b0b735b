import type { SettingValues } from "./definitions";

export type Settings = SettingValues;
