import { expect } from "chai";

import { createRejecter } from "../../../../../tools/local/rejections";
import { volumes } from "../../../../../tools/local/rejections/volumes";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

describe("a volume", () => {
  for (const [params, message] of [
    [{ VolumeType: "gp3", Size: "8" }, undefined],
    [{ VolumeType: "gp3", Size: "8", Iops: "3000", Throughput: "125" }, undefined],
    [{ VolumeType: "io1", Size: "3", Iops: "100" }, "Volume of 3GiB is too small; minimum is 4GiB."],
    [{ VolumeType: "gp2", Size: "16385" }, "Volume of 16385GiB is too large; maximum is 16384GiB."],
    [{ VolumeType: "gp3", Size: "8", Iops: "2999" }, "Volume iops of 2999 is too low; minimum is 3000."],
    [{ VolumeType: "gp3", Size: "65536", Iops: "80001" }, "Volume iops of 80001 is too high; maximum is 80000."],
    [{ VolumeType: "gp3", Size: "8", Iops: "4800" }, "Iops to volume size ratio of 600 is too high; maximum is 500"],
    [{ VolumeType: "gp3", Size: "8", Throughput: "100" }, "Volume throughput of 100 is too low; minimum is 125."],
    [
      { VolumeType: "gp3", Size: "8", Throughput: "1000" },
      "Throughput (MiBps) to iops ratio of 0.3333333333333333 is too high; maximum is 0.25 MiBps per iops",
    ],
  ] as const) {
    it(`${JSON.stringify(params)} ${message === undefined ? "is created" : `is rejected: ${message}`}`, async () => {
      const emulator = new FakeEmulator(createRejecter(volumes, []), { CreateVolume: "<R/>" });
      const root = await emulator.send("ec2", "CreateVolume", { ...params });
      expect(textAt(root, "Errors/Error/Message")).to.equal(message);
    });
  }
});
