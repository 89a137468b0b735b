import { expect } from "chai";

import { poll } from "../../../lib/poll";
import { waited } from "../../support/waits";

/** A wait for something that is so at the look with that number. */
function readyAtLook(ready: number, timeoutSeconds = 60): Parameters<typeof poll>[0] & { looks: number } {
  return {
    what: "the kettle",
    intervalSeconds: 10,
    timeoutSeconds,
    advice: "Look at the plug.",
    looks: 0,
    async look() {
      this.looks += 1;
      return Promise.resolve(this.looks >= ready ? undefined : "is cold");
    },
  };
}

describe("PollOptions", () => {
  it("ends at the first look when it is so, without a word and without a pause", async () => {
    const waiting = readyAtLook(1);
    expect(await waited(() => poll(waiting))).to.deep.equal({ said: [], seconds: 0 });
    expect(waiting.looks).to.equal(1);
  });

  it("looks again after each pause, and says what is missing and for how long it has waited", async () => {
    const waiting = readyAtLook(4);
    expect(await waited(() => poll(waiting))).to.deep.equal({
      said: ["the kettle: is cold (0 s)", "the kettle: is cold (10 s)", "the kettle: is cold (20 s)"],
      seconds: 30,
    });
    expect(waiting.looks).to.equal(4);
  });

  it("ends in an error at the limit, with what is missing and what to do", async () => {
    const waiting = readyAtLook(Infinity, 25);
    const { error, seconds } = await waited(() => poll(waiting));
    expect(error).to.equal("the kettle: is cold after 30 s. Look at the plug.");
    expect(seconds).to.equal(30);
    expect(waiting.looks).to.equal(4);
  });

  it("looks once more when the limit has come, before it gives up", async () => {
    expect(await waited(() => poll(readyAtLook(7, 60))))
      .to.include({ seconds: 60 })
      .and.not.to.have.key("error");
  });

  it("ends at once when a look finds that it can never become so", async () => {
    const look = (): Promise<undefined> => Promise.reject(new Error("the kettle is gone"));
    const { error, seconds } = await waited(() => poll({ ...readyAtLook(1), look }));
    expect(error).to.equal("the kettle is gone");
    expect(seconds).to.equal(0);
  });
});
