"use strict";
// Preloaded by .ci/run (NODE_OPTIONS): the AWS plugin of the engine that it uses takes the property `aliases` of a DNS
// record only as `alias`, an object. Pulumi's own plugin needs no such translation.
const Module = require("node:module");
const path = require("node:path");

const FILE = path.join("@pulumi", "pulumi", "runtime", "resource.js");
const load = Module._load;

Module._load = function (request, parent, isMain) {
  const loaded = load.call(this, request, parent, isMain);
  if (!request.endsWith("/resource") && !request.endsWith("/resource.js")) return loaded;
  if (!Module._resolveFilename(request, parent).endsWith(FILE) || loaded.isTranslating) return loaded;
  const register = loaded.registerResource;
  loaded.isTranslating = true;
  loaded.registerResource = (resource, parentResource, type, name, custom, remote, newDependency, props, ...rest) => {
    if (type === "aws:route53/record:Record" && props.aliases !== undefined) {
      props = { ...props, alias: props.aliases[0], aliases: undefined };
    }
    return register(resource, parentResource, type, name, custom, remote, newDependency, props, ...rest);
  };
  return loaded;
};
