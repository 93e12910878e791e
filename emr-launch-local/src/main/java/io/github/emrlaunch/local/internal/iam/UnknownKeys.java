package io.github.emrlaunch.local.internal.iam;

/** Whom an access key stands for that was never issued. */
public enum UnknownKeys {
    /** Nobody: the request is refused, as AWS does. */
    REFUSED,
    /** The administrator of the account, so that a client can come with any credentials. */
    ADMINISTRATOR
}
