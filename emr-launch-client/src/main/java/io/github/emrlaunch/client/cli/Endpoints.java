package io.github.emrlaunch.client.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converter of an endpoint URL. The SDK reports most wrong URLs as a null value. */
final class Endpoints implements ITypeConverter<URI> {
    private static final int HIGHEST_PORT = 65_535;

    @Override
    public URI convert(String text) {
        String problem = problem(text);
        if (problem != null) {
            throw new TypeConversionException(problem);
        }
        return URI.create(text);
    }

    /** The first environment variable for an endpoint whose value is not a URL. */
    static Optional<Explanation> wrongVariable(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("AWS_ENDPOINT_URL"))
                .filter(variable -> problem(variable.getValue()) != null)
                .map(variable -> Explanation.of(variable.getKey() + " " + problem(variable.getValue())))
                .findFirst();
    }

    private static @Nullable String problem(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getPort() <= HIGHEST_PORT) {
                return null;
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        return "must be an address such as http://localhost:4599, got: " + text;
    }
}
