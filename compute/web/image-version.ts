import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { WebSettings } from "../../config";
import { rejectCarriageReturn, userDataFrom } from "../../lib/user-data";
import { UserError } from "../../lib/user-error";
import { createSiteArchive, SCRIPT_NAME, type SiteArchive } from "./site-archive";

const PROJECT_FOLDER = path.join(__dirname, "..", "..");

/** The versions whose images a stage retains: the current one and, once there was another, the one before it. */
type RetainedVersions = readonly [current: string, previous?: string];

export interface ImagePlan {
  /** The user's files. @default the setting `web.files` is not set */
  readonly archive?: SiteArchive;
  /** Builds the current image. Without an archive it needs no place. */
  readonly userData: (place?: ArchivePlace) => string;
  readonly versions: RetainedVersions;
  /** The version that web servers start from. */
  readonly inUse: string;
  readonly isNew: boolean;
  /** The current image differs from the last one only in its Amazon Linux. */
  readonly hasNewAmazonLinux: boolean;
}

/** Where the build instance finds the archive. */
interface ArchivePlace {
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
}

/**
 * Compares the image of the settings with those of the last deployment.
 * @param last versions that the last finished `up` retained, current one first
 * @throws UserError when `previousImage` is set and there is no image to go back to
 */
export function planImages(
  { script, files, instanceType, imageGeneration, previousImage }: Omit<WebSettings, "min" | "max">,
  last: readonly string[],
): ImagePlan {
  const archive = files === undefined ? undefined : createSiteArchive({ project: PROJECT_FOLDER, files, script });
  const userData = (place?: ArchivePlace): string =>
    archive === undefined ? webUserData(script) : userDataWithFiles(archive, archive.sha256, place);
  // Neither the bucket nor the bytes of the archive make a difference to an image.
  const content = archive === undefined ? webUserData(script) : userDataWithFiles(archive, archive.version);
  const versionOf = (generation: number): string => imageVersionOf(content, instanceType, generation);
  const current = versionOf(imageGeneration);
  const previous = last.find((version) => version !== current);
  const versions: RetainedVersions = previous === undefined ? [current] : [current, previous];
  const earlierGenerations = Array.from({ length: imageGeneration - 1 }, (_, index) => index + 1);
  return {
    ...(archive === undefined ? {} : { archive }),
    userData,
    versions,
    inUse: previousImage ? previousVersion(versions, last) : current,
    isNew: current !== last[0],
    hasNewAmazonLinux: current !== last[0] && earlierGenerations.some((each) => versionOf(each) === last[0]),
  };
}

/** Eight hexadecimal digits, the same for the same content. */
function imageVersionOf(content: string, instanceType: string, generation: number): string {
  const text = JSON.stringify([content, instanceType, generation]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/**
 * @param last versions that the last finished `up` retained, current one first
 * @throws UserError when there is none; and when the current one is new, since the bad image would then be the previous
 * one, and the good one would be deleted
 */
function previousVersion([current, previous]: RetainedVersions, last: readonly string[]): string {
  if (previous === undefined) {
    throw new UserError("previousImage: true, but this stage has had only one image; set it to false");
  }
  if (last[0] !== current) {
    throw new UserError(
      "previousImage: true, but the settings require a new image; set previousImage to false to get it, or undo the change",
    );
  }
  return previous;
}

/**
 * User data that installs a web server and powers the instance off.
 * @param ownScript path of the user's own script in the project; it runs after ours, and its failure fails the image
 * @throws Error when both together are too large for EC2
 * @throws UserError when one has a carriage return
 */
export function webUserData(ownScript?: string): string {
  return userDataFrom(path.join(__dirname, "web.sh"), {
    OWN_SCRIPT: ownScript === undefined ? "" : readOwnScript(ownScript),
  });
}

/** In the place of the user's script is one of the program's, which unpacks the archive and runs the user's. */
function userDataWithFiles(
  { hasScript }: SiteArchive,
  sha256: string,
  { bucket, key, region }: ArchivePlace = { bucket: "", key: "", region: "" },
): string {
  const unpack = userDataFrom(path.join(__dirname, "site-files.sh"), {
    ...{ BUCKET: bucket, KEY: key, REGION: region, SHA256: sha256 },
    TARGET: hasScript ? "/srv/site" : "/var/www/html",
    SCRIPT: hasScript ? SCRIPT_NAME : "",
  });
  return userDataFrom(path.join(__dirname, "web.sh"), { OWN_SCRIPT: Buffer.from(unpack).toString("base64") });
}

function readOwnScript(file: string): string {
  const content = fs.readFileSync(path.join(PROJECT_FOLDER, file));
  rejectCarriageReturn(file, content.toString("latin1"));
  return content.toString("base64");
}
