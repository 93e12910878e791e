package io.github.emrlaunch.local.internal.lambda;

import java.util.List;

/** The functions of the CDK's custom resources that the emulator implements itself. They are not invoked here. */
final class CdkFunctions {
    /** The prefixes of the logical ids in the CDK: names and hashes of its singletons. */
    private static final List<String> REPLACED = List.of(
            "CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C",
            "BucketNotificationsHandler050a0587b7544547bf325f094a3db834",
            "CustomS3AutoDeleteObjectsCustomResourceProviderHandler");

    private CdkFunctions() {}

    static boolean isReplaced(String logicalId) {
        return REPLACED.stream().anyMatch(logicalId::startsWith);
    }
}
