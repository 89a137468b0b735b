import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * The kernel line of the images. Amazon publishes an image of each line in the same minute, so without one in its name
 * chance decides. The lines: https://docs.aws.amazon.com/linux/al2023/ug/kernel-update.html
 */
const KERNEL = "6.12";

export interface AmazonLinuxArgs {
  readonly architectures: readonly string[];
  /** The setting `imageGeneration`: a new one takes the newest image. */
  readonly generation: number;
}

/**
 * The Amazon Linux 2023 image of each architecture, kept in the state from the first `up` on: a newer one that
 * appears later changes nothing, until the generation is raised by hand.
 */
export class AmazonLinux extends pulumi.ComponentResource {
  private readonly ids: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(name: string, args: AmazonLinuxArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:compute:AmazonLinux", name, {}, opts);
    this.ids = new Map(
      args.architectures.map((architecture) => [architecture, this.keep(name, architecture, args.generation)]),
    );
    this.registerOutputs({});
  }

  /**
   * The image's id.
   * @throws Error for an architecture that was not asked for
   */
  idOf(architecture: string): pulumi.Output<string> {
    const id = this.ids.get(architecture);
    if (id === undefined) throw new Error(`no Amazon Linux image was asked for on ${architecture}`);
    return id;
  }

  private keep(name: string, architecture: string, generation: number): pulumi.Output<string> {
    const newest = aws.ec2.getAmiOutput(
      {
        owners: ["amazon"],
        mostRecent: true,
        filters: [
          // The standard image: the minimal one is called al2023-ami-minimal-2023…, the ECS one al2023-ami-ecs-….
          { name: "name", values: [`al2023-ami-2023.*-kernel-${KERNEL}-${architecture}`] },
          { name: "architecture", values: [architecture] },
          { name: "virtualization-type", values: ["hvm"] },
        ],
      },
      { parent: this },
    );
    const stash = new pulumi.Stash(
      `${name}-${architecture}-${generation}`,
      { input: newest.id },
      // The generation is in the name: a new one is a new resource, which takes the newest image;
      // an old one keeps what it took.
      { parent: this, ignoreChanges: ["input"] },
    );
    return stash.output.apply((id) => String(id));
  }
}
