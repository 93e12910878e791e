package io.github.emrlaunch.local;

import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Sessions of roles that may do what a test lists. */
final class Sessions {
    private Sessions() {}

    /** The keys of a session of a role with these statements of an identity policy. */
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
