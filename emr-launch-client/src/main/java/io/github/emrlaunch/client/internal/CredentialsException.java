package io.github.emrlaunch.client.internal;

import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkClientException;

/** An exception for missing credentials. The cause is the exception of the SDK. */
public final class CredentialsException extends SdkClientException {
    private static final long serialVersionUID = 1;

    CredentialsException(RuntimeException cause) {
        super(SdkClientException.builder()
                .message(Objects.toString(cause.getMessage(), cause.toString()))
                .cause(cause));
    }
}
