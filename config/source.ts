/** Where the settings come from. */
export interface SettingsSource {
  /** The project's name, which leads the keys. */
  readonly project: string;
  /** The stack's name. */
  readonly stage: string;
  /** Texts by full key, `minimal-secure-web:nat` or `aws:region`, as Pulumi hands them over: objects as JSON text. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys stored as secrets. */
  readonly secretKeys: ReadonlySet<string>;
  /** The content of a file, by its path relative to the project; `undefined` when there is no such file. */
  readonly readFile: (path: string) => string | undefined;
}
