package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.Ids;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a SecureString looks like to who does not ask for its decryption. Nothing decrypts it. */
final class Ciphertext {
    private static final int SIZE = 64;

    private Ciphertext() {}

    /** As KMS begins its ciphertexts, and then something that tells nothing of the value but that it is another one. */
    static String of(String arn, ParameterVersion version) {
        String seed = arn + "/" + version.number() + "/" + version.value();
        byte[] body = Ids.hex(seed, SIZE).getBytes(StandardCharsets.US_ASCII);
        return "AQICAH" + Base64.getEncoder().encodeToString(body);
    }
}
