import de.fraunhofer.iosb.ilt.frostserver.messagebus.MessageBusFactory;
import de.fraunhofer.iosb.ilt.frostserver.path.Version;
import de.fraunhofer.iosb.ilt.frostserver.persistence.PersistenceManagerFactory;
import de.fraunhofer.iosb.ilt.frostserver.service.Service;
import de.fraunhofer.iosb.ilt.frostserver.service.ServiceRequestBuilder;
import de.fraunhofer.iosb.ilt.frostserver.service.ServiceResponseDefault;
import de.fraunhofer.iosb.ilt.frostserver.settings.CoreSettings;
import de.fraunhofer.iosb.ilt.frostserver.util.HttpMethod;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;

/**
 * FROST-Server behind Jetty: takes a request, lets FROST's own service answer it, and sends that.
 * Called with a port and the address of a PostgreSQL database that has PostGIS.
 */
public final class Host extends AbstractHandler {
    private static final String ROOT = "/FROST-Server/";
    private final CoreSettings settings;

    private Host(CoreSettings settings) {
        this.settings = settings;
    }

    public static void main(String[] given) throws Exception {
        int port = Integer.parseInt(given[0]);
        Properties set = new Properties();
        set.setProperty("serviceRootUrl", "http://127.0.0.1:" + port + "/FROST-Server");
        set.setProperty("tempPath", System.getProperty("java.io.tmpdir"));
        set.setProperty("maxTop", "10000");
        set.setProperty("mqtt.Enabled", "false");
        set.setProperty("bus.busImplementationClass",
                "de.fraunhofer.iosb.ilt.frostserver.messagebus.InternalMessageBus");
        set.setProperty("persistence.persistenceManagerImplementationClass",
                "de.fraunhofer.iosb.ilt.frostserver.persistence.pgjooq.PostgresPersistenceManager");
        set.setProperty("persistence.autoUpdateDatabase", "true");
        set.setProperty("persistence.idGenerationMode", "ServerGeneratedOnly");
        set.setProperty("persistence.db.driver", "org.postgresql.Driver");
        set.setProperty("persistence.db.url", given[1]);
        set.setProperty("persistence.db.username", given[2]);
        set.setProperty("persistence.db.password", "");
        // The service comes first: it names the versions the others register for.
        set.setProperty("plugins.providedPlugins", String.join(",",
                "de.fraunhofer.iosb.ilt.frostserver.plugin.coremodel.PluginCoreService",
                "de.fraunhofer.iosb.ilt.frostserver.plugin.coremodel.PluginCoreModel",
                "de.fraunhofer.iosb.ilt.frostserver.formatter.PluginResultFormatDefault",
                "de.fraunhofer.iosb.ilt.frostserver.plugin.format.dataarray.PluginResultFormatDataArray"));
        CoreSettings settings = new CoreSettings(set);
        PersistenceManagerFactory.init(settings);
        MessageBusFactory.createMessageBus(settings);
        Server server = new Server();
        ServerConnector door = new ServerConnector(server);
        door.setHost("127.0.0.1");
        door.setPort(port);
        server.addConnector(door);
        server.setHandler(new Host(settings));
        server.start();
        System.out.println("ready");
        server.join();
    }

    @Override
    public void handle(String target, Request base, HttpServletRequest asked, HttpServletResponse told)
            throws IOException {
        base.setHandled(true);
        String path = asked.getRequestURI().substring(ROOT.length() - 1);
        int end = path.indexOf('/', 1);
        Version version = settings.getPluginManager().getVersion(path.substring(1, end < 0 ? path.length() : end));
        String within = end < 0 ? "/" : path.substring(end);
        try (Service service = new Service(settings)) {
            HttpMethod method = HttpMethod.fromString(asked.getMethod());
            String type = asked.getContentType();
            var request = new ServiceRequestBuilder(settings, version)
                    .withRequestType(service.getRequestType(method, version, within, type))
                    .withUrlPath(within)
                    .withUrlQuery(asked.getQueryString() == null ? null
                            : java.net.URLDecoder.decode(asked.getQueryString(), StandardCharsets.UTF_8))
                    .withContent(asked.getInputStream())
                    .withContentType(type)
                    .build();
            // As FROST's own web archive has it: what is made is named, not shown.
            request.addParameterIfAbsent("$format", method == HttpMethod.GET ? "default" : "noResponse");
            var answer = new ServiceResponseDefault();
            service.execute(request, answer);
            told.setStatus(answer.getCode());
            answer.getHeaders().forEach(told::setHeader);
            String words = answer.isSuccessful() ? answer.getWriter().toString() : answer.getMessage();
            byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
            if (answer.getContentType() != null) {
                told.setContentType(answer.getContentType());
            }
            told.setContentLength(bytes.length);
            told.getOutputStream().write(bytes);
        }
    }
}
