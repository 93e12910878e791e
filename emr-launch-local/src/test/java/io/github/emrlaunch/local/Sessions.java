package io.github.emrlaunch.local;

import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Creates role sessions with the permissions of a test. */
final class Sessions {
    private Sessions() {}

    /** Returns the keys of a role session with these statements of an identity-based policy. */
    static Wire.Keys keys(LocalAws aws, String role, String... statements) {
        if (statements.length == 0) {
            aws.existing().role(role);
        } else {
            aws.existing()
                    .role(
                            role,
                            "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}");
        }
        try (StsClient sts = SdkClients.sts(aws)) {
            Credentials credentials = sts.assumeRole(
                            request -> request.roleArn("arn:aws:iam::123456789012:role/" + role)
                                    .roleSessionName("session"))
                    .credentials();
            return new Wire.Keys(credentials.accessKeyId(), credentials.sessionToken());
        }
    }
}
