package io.github.emrlaunch.client.internal;

import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkClientException;

/** No credentials could be had. The cause says why; the SDK alone throws exceptions of many types, some of which look like bugs. */
public final class CredentialsException extends SdkClientException {
    private static final long serialVersionUID = 1;

    CredentialsException(RuntimeException cause) {
        super(SdkClientException.builder()
                .message(Objects.toString(cause.getMessage(), cause.toString()))
                .cause(cause));
    }
}
