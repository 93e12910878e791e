package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;

/** A version of a parameter in the format of responses. */
final class ParameterDescription {
    private ParameterDescription() {}

    /**
     * Returns the version with its value, in the format of GetParameter.
     *
     * @param decrypted whether the request requires the decryption of a SecureString
     */
    static ObjectNode value(String name, String arn, ParameterVersion version, boolean decrypted) {
        return AwsJson.object()
                .put("Name", name)
                .put("Type", version.type())
                .put("Value", shown(arn, version, decrypted))
                .put("Version", version.number())
                .put("LastModifiedDate", AwsJson.timestamp(version.lastModified()))
                .put("ARN", arn)
                .put("DataType", version.dataType());
    }

    /** Returns the version without its value, in the format of DescribeParameters. */
    static ObjectNode metadata(String name, String arn, ParameterVersion version) {
        return common(name, version).put("ARN", arn);
    }

    /** Returns the version in the format of GetParameterHistory. */
    static ObjectNode history(String name, String arn, ParameterVersion version, boolean decrypted) {
        ObjectNode json = common(name, version).put("Value", shown(arn, version, decrypted));
        version.labels().stream().sorted().forEach(json.putArray("Labels")::add);
        return json;
    }

    private static ObjectNode common(String name, ParameterVersion version) {
        ObjectNode json = AwsJson.object()
                .put("Name", name)
                .put("Type", version.type())
                .put("LastModifiedDate", AwsJson.timestamp(version.lastModified()))
                .put("LastModifiedUser", version.modifiedBy())
                .put("Version", version.number())
                .put("Tier", version.tier())
                .put("DataType", version.dataType());
        json.putArray("Policies");
        if (version.keyId() != null) {
            json.put("KeyId", version.keyId());
        }
        if (version.description() != null) {
            json.put("Description", version.description());
        }
        if (version.allowedPattern() != null) {
            json.put("AllowedPattern", version.allowedPattern());
        }
        return json;
    }

    private static String shown(String arn, ParameterVersion version, boolean decrypted) {
        return version.isSecure() && !decrypted ? Ciphertext.of(arn, version) : version.value();
    }
}
