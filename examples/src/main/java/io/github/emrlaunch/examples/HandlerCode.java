package io.github.emrlaunch.examples;

import java.net.URISyntaxException;
import java.nio.file.Path;
import software.amazon.awscdk.services.lambda.Code;

/** The code of the Lambda functions whose handlers are classes of the app. */
public final class HandlerCode {
    private HandlerCode() {}

    /** The folder or jar with the handler's class, which Lambda can run unchanged because the handler needs no library. */
    public static Code of(Class<?> handler) {
        try {
            return Code.fromAsset(Path.of(handler.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
