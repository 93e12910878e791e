package io.github.emrlaunch.local.internal.iam;

/** How requests with an access key that was never issued are treated. */
public enum UnknownKeys {
    /** The request is rejected, as on AWS. */
    REFUSED,
    /** The caller is the administrator of the account, so that a client can use any credentials. */
    ADMINISTRATOR
}
