package io.github.emrlaunch.local;

import software.amazon.awssdk.services.sts.StsClient;

/** Sessions of roles that may do what a test lists. */
final class Sessions {
    private Sessions() {}

    /** The access key of a session of a role with these statements of an identity policy. */
    static String accessKey(LocalAws aws, String role, String... statements) {
        if (statements.length == 0) {
            aws.existing().role(role);
        } else {
            aws.existing().role(role, "{\"Statement\": [" + String.join(", ", statements) + "]}");
        }
        try (StsClient sts = SdkClients.sts(aws)) {
            return sts.assumeRole(request -> request.roleArn("arn:aws:iam::123456789012:role/" + role)
                            .roleSessionName("session"))
                    .credentials()
                    .accessKeyId();
        }
    }
}
