package io.github.emrlaunch.local.internal.lambda;

import java.util.List;

/** Functions of the CDK behind custom resources whose work the emulator does itself. Nobody invokes them here. */
final class CdkFunctions {
    /** How the logical ids begin that the CDK gives them: names and hashes of its singletons. */
    private static final List<String> REPLACED = List.of(
            "CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C",
            "BucketNotificationsHandler050a0587b7544547bf325f094a3db834",
            "CustomS3AutoDeleteObjectsCustomResourceProviderHandler");

    private CdkFunctions() {}

    static boolean isReplaced(String logicalId) {
        return REPLACED.stream().anyMatch(logicalId::startsWith);
    }
}
