import * as pulumi from "@pulumi/pulumi";

// Makes the program give up after seconds where it gives up after minutes.
pulumi.runtime.registerStackTransformation(({ props, opts }) => {
  const { customTimeouts } = opts as pulumi.CustomResourceOptions;
  return customTimeouts?.delete === "10m" ? { props, opts: { ...opts, customTimeouts: { delete: "20s" } } } : undefined;
});
