package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.SsmException;

/**
 * Parameters of type SecureString, see the Systems Manager user guide, "Restricting decryption of SecureString parameter
 * values", and the KMS developer guide, "How Parameter Store uses KMS".
 */
class SecureParametersTest {
    private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/1234-key";
    private static final String READ = "{\"Effect\": \"Allow\", \"Action\": \"ssm:Get*\", \"Resource\": \"*\"}";

    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = SdkClients.ssm(aws);

    @AfterEach
    void close() {
        ssm.close();
        aws.close();
    }

    private void put(String name, Consumer<PutParameterRequest.Builder> change) {
        ssm.putParameter(request -> {
            request.name(name).value("hidden").type(ParameterType.SECURE_STRING);
            change.accept(request);
        });
    }

    /** API reference, WithDecryption of each operation. */
    @Test
    void returnsPlaintextOnlyWithDecryption() {
        put("/team/password", request -> {});

        Parameter sealed =
                ssm.getParameter(request -> request.name("/team/password")).parameter();
        assertThat(sealed.type()).isEqualTo(ParameterType.SECURE_STRING);
        assertThat(sealed.value()).startsWith("AQICAH").doesNotContain("hidden");
        assertThat(ssm.getParameters(request -> request.names("/team/password")).parameters())
                .extracting(Parameter::value)
                .containsExactly(sealed.value());
        assertThat(ssm.getParametersByPath(request -> request.path("/team")).parameters())
                .extracting(Parameter::value)
                .containsExactly(sealed.value());
        assertThat(ssm.getParameterHistory(request -> request.name("/team/password"))
                        .parameters())
                .extracting(ParameterHistory::value)
                .containsExactly(sealed.value());

        assertThat(ssm.getParameter(request -> request.name("/team/password").withDecryption(true))
                        .parameter()
                        .value())
                .isEqualTo("hidden");
        assertThat(ssm.getParameters(request -> request.names("/team/password").withDecryption(true))
                        .parameters())
                .extracting(Parameter::value)
                .containsExactly("hidden");
        assertThat(ssm.getParametersByPath(request -> request.path("/team").withDecryption(true))
                        .parameters())
                .extracting(Parameter::value)
                .containsExactly("hidden");
        assertThat(ssm.getParameterHistory(
                                request -> request.name("/team/password").withDecryption(true))
                        .parameters())
                .extracting(ParameterHistory::value)
                .containsExactly("hidden");
    }

    /** Every principal of the account may use the AWS managed key; a customer managed key needs a permission. */
    @Test
    void decryptionRequiresPermissionForCustomerManagedKey() throws Exception {
        put("/managed", request -> {});
        put("/own", request -> request.keyId("1234-key"));
        put("/alias", request -> request.keyId("alias/own"));
        String decrypt = "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"" + KEY
                + "\", \"Condition\": {\"StringEquals\": {\"kms:EncryptionContext:PARAMETER_ARN\":"
                + " \"arn:aws:ssm:us-east-1:123456789012:parameter/own\","
                + " \"kms:ViaService\": \"ssm.us-east-1.amazonaws.com\"}}}";
        Wire.Keys reader = Sessions.keys(aws, "reader", READ);
        Wire.Keys decrypter = Sessions.keys(aws, "decrypter", READ, decrypt);

        assertThat(get(reader, "/managed", true).status()).isEqualTo(200);
        assertThat(get(reader, "/own", false).status()).isEqualTo(200);
        assertThat(get(reader, "/own", true).message()).contains("kms:Decrypt on resource: " + KEY);
        assertThat(get(decrypter, "/own", true).body().at("/Parameter/Value").asText())
                .isEqualTo("hidden");
        assertThat(Wire.call(
                                aws,
                                reader,
                                "AmazonSSM.GetParametersByPath",
                                "{\"Path\": \"/\", \"WithDecryption\": true}")
                        .errorType())
                .isEqualTo("AccessDeniedException");
    }

    /** KMS developer guide: the ARN of an alias in a policy grants nothing; kms:ResourceAliases does. */
    @Test
    void aliasArnAsPolicyResourceGrantsNothing() throws Exception {
        put("/alias", request -> request.keyId("alias/own"));
        String byArn = "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\":"
                + " \"arn:aws:kms:us-east-1:123456789012:alias/own\"}";
        String byCondition = "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\":"
                + " {\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/own\"}}}";

        assertThat(get(Sessions.keys(aws, "by-arn", READ, byArn), "/alias", true)
                        .errorType())
                .isEqualTo("AccessDeniedException");
        assertThat(get(Sessions.keys(aws, "by-condition", READ, byCondition), "/alias", true)
                        .status())
                .isEqualTo(200);
    }

    /** KMS developer guide: kms:Encrypt for a standard parameter, kms:GenerateDataKey for an advanced one. */
    @Test
    void requiredEncryptionPermissionDependsOnTier() throws Exception {
        String put =
                "{\"Effect\": \"Allow\", \"Action\": [\"ssm:PutParameter\", \"kms:Encrypt\"], \"Resource\": \"*\"}";
        Wire.Keys keys = Sessions.keys(aws, "writer", put);
        String body =
                "{\"Name\": \"%s\", \"Value\": \"v\", \"Type\": \"SecureString\", \"KeyId\": \"1234-key\", \"Tier\": \"%s\"}";

        assertThat(Wire.call(aws, keys, "AmazonSSM.PutParameter", body.formatted("/a", "Standard"))
                        .status())
                .isEqualTo(200);
        assertThat(Wire.call(aws, keys, "AmazonSSM.PutParameter", body.formatted("/b", "Advanced"))
                        .message())
                .contains("kms:GenerateDataKey on resource: " + KEY);
    }

    /** API reference, PutParameter, KeyId. stackshy/cloudemu#748 reports that AWS rejects it for other types. */
    @Test
    void rejectsKeyForOtherTypesThanSecureString() {
        put("/managed", request -> {});
        put("/own", request -> request.keyId("1234-key"));

        assertThat(ssm.describeParameters(request -> {}).parameters())
                .extracting(ParameterMetadata::keyId)
                .containsExactly("alias/aws/ssm", "1234-key");
        assertThatThrownBy(() -> put(
                        "/text", request -> request.type(ParameterType.STRING).keyId("1234-key")))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("KeyId is required for SecureString type parameter only.");
    }

    private Wire.Answer get(Wire.Keys keys, String name, boolean decrypted) throws Exception {
        return Wire.call(
                aws,
                keys,
                "AmazonSSM.GetParameter",
                "{\"Name\": \"" + name + "\", \"WithDecryption\": " + decrypted + "}");
    }
}
