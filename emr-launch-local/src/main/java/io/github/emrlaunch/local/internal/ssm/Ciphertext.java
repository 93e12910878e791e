package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.Ids;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The value of a SecureString in a response without decryption. It cannot be decrypted. */
final class Ciphertext {
    private static final int SIZE = 64;

    private Ciphertext() {}

    /** Returns a text with the prefix of KMS ciphertexts. The rest reveals nothing of the value except whether it has changed. */
    static String of(String arn, ParameterVersion version) {
        String seed = arn + "/" + version.number() + "/" + version.value();
        byte[] body = Ids.hex(seed, SIZE).getBytes(StandardCharsets.US_ASCII);
        return "AQICAH" + Base64.getEncoder().encodeToString(body);
    }
}
