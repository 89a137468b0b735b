/** The namespace of the program's settings in stage files, whatever name `pulumi new` or its user gives to the project. */
export const NAMESPACE = "minimal-secure-web";
