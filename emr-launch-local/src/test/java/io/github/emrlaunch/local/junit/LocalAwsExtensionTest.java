package io.github.emrlaunch.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.LocalAws;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

class LocalAwsExtensionTest {
    private static boolean answers(LocalAws aws) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), aws.endpoint().getPort())) {
            return socket.isConnected();
        }
    }

    @Nested
    @ExtendWith(LocalAwsExtension.class)
    class AskedForByATest {
        private static final List<LocalAws> SEEN = new ArrayList<>();

        @RepeatedTest(2)
        void eachTestGetsItsOwnEmulatorThatIsClosedAfterwards(LocalAws aws) throws Exception {
            assertThat(answers(aws)).isTrue();
            assertThat(SEEN).doesNotContain(aws);
            for (LocalAws earlier : SEEN) {
                assertThatThrownBy(() -> answers(earlier)).isInstanceOf(ConnectException.class);
            }
            SEEN.add(aws);
        }

        @AfterAll
        static void sawBoth() {
            assertThat(SEEN).hasSize(2);
        }
    }

    @Nested
    @ExtendWith(LocalAwsExtension.class)
    class AskedForBeforeAllTests {
        private static final List<LocalAws> SHARED = new ArrayList<>();

        @BeforeAll
        static void start(LocalAws aws) {
            SHARED.add(aws);
        }

        @RepeatedTest(2)
        void emulatorOfBeforeAllIsSharedAndStaysOpen(LocalAws aws) throws Exception {
            assertThat(SHARED).containsExactly(aws);
            assertThat(answers(aws)).isTrue();
        }
    }
}
