export { Certificate, type CertificateArgs } from "./certificate";
export { ensureListenerCertificate } from "./swap";
