import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

import { expect } from "chai";

import { sshGreets, isFree } from "../../../tools/port";

describe("A port of this computer", () => {
  let server: Server;
  let port: number;
  let greet: (socket: Socket) => void;

  before(async () => {
    server = createServer((socket) => {
      greet(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());

  it("is free when nothing listens on it", async () => {
    expect(await isFree("127.0.0.1", port)).to.equal(false);
    expect(await isFree("127.0.0.2", port)).to.equal(true);
  });

  it("leads to an SSH server once that greets", async () => {
    greet = (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n");
    expect(await sshGreets("127.0.0.1", port)).to.equal(true);
    greet = (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n");
    expect(await sshGreets("127.0.0.1", port)).to.equal(false);
    greet = (socket) => socket.end();
    expect(await sshGreets("127.0.0.1", port)).to.equal(false);
    expect(await sshGreets("127.0.0.2", port)).to.equal(false);
  });
});
