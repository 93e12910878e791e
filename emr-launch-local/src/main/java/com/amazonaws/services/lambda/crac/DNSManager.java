package com.amazonaws.services.lambda.crac;

/**
 * Takes the place of the runtime interface client's class of this name, whose native code exists for Linux only. It keeps
 * addresses of hosts out of a snapshot; there is no snapshot here that could hold any.
 */
final class DNSManager {
    private DNSManager() {}

    static void clearCache() {}
}
