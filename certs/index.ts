export { Certificate, listenerCertificate, type ListenerCertificate } from "./certificate";
export { DomainCertificate } from "./domain-certificate";
export { ensureListenerCertificate } from "./swap";
