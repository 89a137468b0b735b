export { Certificate, listenerCertificate, type ListenerCertificate } from "./certificate";
export { DomainCertificate } from "./domain-certificate";
export { CERTIFICATE_TIMEOUT_SECONDS, ensureListenerCertificate } from "./swap";
