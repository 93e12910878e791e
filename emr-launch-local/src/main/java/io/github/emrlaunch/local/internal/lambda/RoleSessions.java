package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.internal.iam.Credentials;

/** The sessions of a function's role. */
interface RoleSessions {
    /** Opens a session, with credentials of its own. */
    Credentials open();

    /** Ends a session: calls with its credentials are refused. */
    void expire(Credentials credentials);
}
