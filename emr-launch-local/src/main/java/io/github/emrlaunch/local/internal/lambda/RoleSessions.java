package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.internal.iam.Credentials;

/** The sessions of a function's role. */
interface RoleSessions {
    /** Creates a session with new credentials. */
    Credentials open();

    /** Expires a session: calls with its credentials are rejected. */
    void expire(Credentials credentials);
}
