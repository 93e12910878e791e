package io.github.emrlaunch.lambdas.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Connections with timeouts that leave a function enough time to report an unreachable endpoint. */
public final class Connections {
    private static final int CONNECT_TIMEOUT_SECONDS = 2;
    private static final int READ_TIMEOUT_SECONDS = 15;

    private Connections() {}

    /**
     * Returns a new HTTP client. The JDK opens the connections: the SDK would read the trust store immediately, even if it is not needed.
     */
    static SdkHttpClient newHttpClient() {
        return UrlConnectionHttpClient.create(Connections::open);
    }

    /** Returns a connection that is not open yet. */
    public static HttpURLConnection open(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(CONNECT_TIMEOUT_SECONDS * 1000);
            connection.setReadTimeout(READ_TIMEOUT_SECONDS * 1000);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the requirements of HTTPS, such as trusted certificates and ciphers, without a connection. */
    public static void prepareTls() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            engine.beginHandshake();
            engine.wrap(
                    ByteBuffer.allocate(0),
                    ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
            open(URI.create("https://127.0.0.1/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    /** Returns a description of a connection failure with its remedy. */
    static String describe(IOException e, CalledService service, URI endpoint, String region) {
        if (e instanceof UnknownHostException) {
            return "the name of %s cannot be resolved. %s".formatted(endpoint, wayTo(service, region));
        }
        if (isConnectTimeout(e)) {
            return "no connection to %s within %d seconds. %s"
                    .formatted(endpoint, CONNECT_TIMEOUT_SECONDS, wayTo(service, region));
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "no connection to %s: %s. %s".formatted(endpoint, e.getMessage(), wayTo(service, region));
        }
        if (e instanceof SocketTimeoutException) {
            return "%s did not respond within %d seconds".formatted(endpoint, READ_TIMEOUT_SECONDS);
        }
        return "the connection to %s broke: %s".formatted(endpoint, e.getClass().getSimpleName());
    }

    /** The JDK has one class for both timeouts. */
    private static boolean isConnectTimeout(IOException e) {
        return e instanceof SocketTimeoutException
                && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
    }

    private static String wayTo(CalledService service, String region) {
        return ("A function in a VPC needs a route to the service: an interface endpoint com.amazonaws.%s.%s in its subnets,"
                        + " whose security group allows HTTPS from the function, or a NAT gateway")
                .formatted(region, service.prefix());
    }
}
