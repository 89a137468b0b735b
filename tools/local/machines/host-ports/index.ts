export { startHostPorts, type HostPort, type HostPorts } from "./host-ports";
