import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * The rule genai_encode_then_connect as a job of Flink CEP: a file of events, how often to give them to a job, and how many
 * jobs to run. Prints a line a job: nanoseconds from its first event to its end, and how many matches there were.
 */
public final class FlinkSequence {
    static final AtomicLong MATCHES = new AtomicLong();
    static final AtomicLong BEGIN = new AtomicLong();
    static Event[] events;

    /** What the rule reads of an event. */
    public static class Event {
        public long at;
        public String category;
        public String kind;
        public String action;
        public String entity;
        public String name;
        public String commandLine;
        public String parentName;
        public String parentCommandLine;
        public String destination;

        Event later(long by) {
            Event event = new Event();
            event.at = at + by;
            event.category = category;
            event.kind = kind;
            event.action = action;
            event.entity = entity;
            event.name = name;
            event.commandLine = commandLine;
            event.parentName = parentName;
            event.parentCommandLine = parentCommandLine;
            event.destination = destination;
            return event;
        }
    }

    static final Set<String> MODELS = Set.of("gpt4all.exe", "gpt4all", "GPT4All", "Jan", "jan.exe", "jan", "Jan Helper",
            "koboldcpp.exe", "koboldcpp", "KoboldCpp", "llama-cli", "llama-server", "LM Studio", "lmstudio.exe", "lmstudio",
            "ollama.exe", "ollama", "Ollama", "oobabooga.exe", "text-generation-webui.exe", "textgen.exe", "textgen",
            "claude.exe", "claude", "Claude", "codex.exe", "codex", "copilot.exe", "copilot", "Copilot", "cursor.exe",
            "cursor", "Cursor", "Cursor Helper", "Cursor Helper (Plugin)", "gemini-cli.exe", "gemini-cli",
            "genaiscript.exe", "genaiscript", "grok.exe", "grok", "qwen.exe", "qwen");
    static final Set<String> RUNTIMES = Set.of("deno.exe", "deno", "node.exe", "node");
    static final Set<String> PACKERS = Set.of("7z", "7za", "7zr", "base64", "gzip", "split", "tar", "zip");
    static final String[] FRAMEWORKS = {"agentgpt", "anthropic", "autogpt", "babyagi", "cohere", "crewai", "haystack",
            "langchain", "llama-index", "mcp-server", "mistral", "ollama", "openai", "semantic-kernel"};

    static boolean holdsAny(String text, String... parts) {
        String lowered = text.toLowerCase(Locale.ROOT);
        for (String part : parts) {
            if (lowered.contains(part)) {
                return true;
            }
        }
        return false;
    }

    static boolean isPython(String name) {
        return name.regionMatches(true, 0, "python", 0, 6);
    }

    static boolean encodes(Event event) {
        if (!event.category.equals("process") || !event.kind.equals("start")) {
            return false;
        }
        String parent = event.parentName;
        boolean runtime = RUNTIMES.contains(parent);
        boolean model = MODELS.contains(parent)
                || ((runtime || isPython(parent)) && holdsAny(event.parentCommandLine, FRAMEWORKS))
                || (runtime && holdsAny(event.parentCommandLine, "@modelcontextprotocol"));
        if (!model) {
            return false;
        }
        String name = event.name;
        String line = event.commandLine;
        if (PACKERS.contains(name)) {
            return true;
        }
        if (name.equals("powershell.exe") || name.equals("pwsh.exe")) {
            return holdsAny(line, "[convert]::tobase64string", "compress-archive");
        }
        if (isPython(name)) {
            return holdsAny(line, "base64", "gzip", "tarfile", "zipfile", "zlib");
        }
        return (name.equals("node.exe") || name.equals("node")) && holdsAny(line, "buffer.from", "gzip", "zlib")
                && !line.toLowerCase(Locale.ROOT).matches("(?s).*(mcp.*start|mcp-server|npm exec.*mcp).*");
    }

    static boolean connects(Event event) {
        return event.category.equals("network") && event.kind.equals("start")
                && event.action.equals("connection_attempted") && !event.destination.isEmpty()
                && !isSpecial(event.destination);
    }

    static boolean isSpecial(String text) {
        byte[] bytes;
        try {
            // A literal address: nothing is looked up.
            bytes = InetAddress.getByName(text).getAddress();
        } catch (IOException error) {
            return true;
        }
        int a = bytes[0] & 255;
        int b = bytes[1] & 255;
        if (bytes.length == 16) {
            return a == 255 || (a == 0xfe && (b & 0xc0) == 0x80) || text.equals("::1");
        }
        int c = bytes[2] & 255;
        return a == 10 || a == 127 || a >= 224 || (a == 100 && (b & 0xc0) == 64) || (a == 169 && b == 254)
                || (a == 172 && (b & 0xf0) == 16) || (a == 192 && b == 168) || (a == 198 && (b & 0xfe) == 18)
                || (a == 192 && b == 0 && (c == 0 || c == 2)) || (a == 192 && b == 31 && c == 196)
                || (a == 192 && b == 52 && c == 193) || (a == 192 && b == 88 && c == 99)
                || (a == 192 && b == 175 && c == 48) || (a == 198 && b == 51 && c == 100)
                || (a == 203 && b == 0 && c == 113);
    }

    static Event[] read(String file) throws IOException {
        List<Event> list = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(file))) {
            String[] cells = line.split("\t", -1);
            Event event = new Event();
            event.at = Instant.parse(cells[0]).toEpochMilli();
            event.category = cells[1];
            event.kind = cells[2];
            event.action = cells[3];
            event.entity = cells[4];
            event.name = cells[5];
            event.commandLine = cells[6];
            event.parentName = cells[7];
            event.parentCommandLine = cells[8];
            event.destination = cells[9];
            list.add(event);
        }
        return list.toArray(new Event[0]);
    }

    static void job(int repeats) throws Exception {
        MATCHES.set(0);
        BEGIN.set(0);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
        environment.getConfig().enableObjectReuse();
        long span = events[events.length - 1].at - events[0].at + 60_000;
        GeneratorFunction<Long, Event> generator = index -> {
            if (index == 0) {
                BEGIN.set(System.nanoTime());
            }
            int at = (int) (index % events.length);
            return events[at].later(index / events.length * span);
        };
        DataGeneratorSource<Event> source = new DataGeneratorSource<>(generator, (long) events.length * repeats,
                RateLimiterStrategy.noOp(), TypeInformation.of(Event.class));
        WatermarkStrategy<Event> times = WatermarkStrategy.<Event>forMonotonousTimestamps()
                .withTimestampAssigner((event, before) -> event.at);
        Pattern<Event, ?> pattern = Pattern
                .<Event>begin("encodes", AfterMatchSkipStrategy.skipPastLastEvent())
                .where(SimpleCondition.of(FlinkSequence::encodes))
                .followedBy("connects")
                .where(SimpleCondition.of(FlinkSequence::connects))
                .within(Duration.ofMillis(30_001));
        CEP.pattern(environment.fromSource(source, times, "events").keyBy(event -> event.entity), pattern)
                .process(new PatternProcessFunction<Event, String>() {
                    @Override
                    public void processMatch(Map<String, List<Event>> match, Context context, Collector<String> out) {
                        MATCHES.incrementAndGet();
                        out.collect(match.get("connects").get(0).entity);
                    }
                })
                .sinkTo(new DiscardingSink<>());
        environment.execute();
        System.out.println((System.nanoTime() - BEGIN.get()) + " " + MATCHES.get());
    }

    public static void main(String[] arguments) throws Exception {
        events = read(arguments[0]);
        for (int job = 0; job < Integer.parseInt(arguments[2]); job++) {
            job(Integer.parseInt(arguments[1]));
        }
    }
}
