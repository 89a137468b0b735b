export { Certificate, listenerCertificate, type ListenerCertificate } from "./certificate";
export { ensureListenerCertificate } from "./swap";
