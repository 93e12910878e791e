package io.github.emrlaunch.local.internal.iam;

/** The treatment of requests with an access key that was never issued. */
public enum UnknownKeys {
    /** The request is rejected, as on AWS. */
    REFUSED,
    /** The caller is the administrator of the account, so that a client can use any credentials. */
    ADMINISTRATOR
}
