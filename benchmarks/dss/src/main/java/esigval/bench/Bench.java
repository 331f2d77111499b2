package esigval.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/**
 * Validates each document of a manifest offline with the default policy, and prints a line of JSON for each: the median milliseconds
 * of its repetitions after one that warms up. Arguments: the manifest (JSON lines: id, file, detached, anchors, at), repetitions.
 */
public final class Bench {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Bench() {
    }

    public static void main(String[] arguments) throws Exception {
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        int repetitions = Integer.parseInt(arguments[1]);
        for (int pass = 0; pass < 2; pass++) {
            for (String line : lines) {
                ObjectNode answer = JSON.createObjectNode();
                JsonNode entry = JSON.readTree(line);
                answer.put("id", entry.get("id").asText());
                try {
                    answer.put("milliseconds", pass == 0 ? milliseconds(entry) : median(entry, repetitions));
                } catch (Exception | StackOverflowError refused) {
                    answer.put("refused", refused.getClass().getName());
                }
                if (pass == 1) {
                    System.out.println(JSON.writeValueAsString(answer));
                }
            }
        }
        System.exit(0);
    }

    private static double median(JsonNode entry, int repetitions) throws Exception {
        double[] times = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            times[i] = milliseconds(entry);
        }
        Arrays.sort(times);
        return times[repetitions / 2];
    }

    /** Reading what lies on disk is not counted; no report is written out. */
    private static double milliseconds(JsonNode entry) throws Exception {
        byte[] content = Files.readAllBytes(Path.of(entry.get("file").asText()));
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        for (JsonNode anchor : entry.get("anchors")) {
            anchors.addCertificate(DSSUtils.loadCertificate(new File(anchor.asText())));
        }
        List<DSSDocument> detached = new ArrayList<>();
        for (JsonNode file : entry.get("detached")) {
            detached.add(new FileDocument(file.asText()));
        }
        Date moment = Date.from(OffsetDateTime.parse(entry.get("at").asText()).toInstant());
        long start = processorTime();
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setAIASource(null);
        verifier.setTrustedCertSources(anchors);
        SignedDocumentValidator validator =
                SignedDocumentValidator.fromDocument(new InMemoryDocument(content, Path.of(entry.get("file").asText()).getFileName().toString()));
        validator.setCertificateVerifier(verifier);
        validator.setDetachedContents(detached);
        validator.setValidationTime(moment);
        validator.validateDocument();
        return (processorTime() - start) / 1e6;
    }

    /** Of this thread: what the collector and the compiler do beside it does not count against DSS. */
    private static long processorTime() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
