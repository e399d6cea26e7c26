using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UniMem.Experiments.Tests.Reports;

/// <summary>A headless Chromium that shows one page, driven over its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private readonly TemporaryFolder _profile = new();
    private readonly Process _process;
    private Task _draining = Task.CompletedTask;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = [];
    private readonly ConcurrentQueue<JsonNode> _events = [];
    private string? _session;
    private Task _reading = Task.CompletedTask;
    private int _last;

    private Chromium() => _process = Start(_profile.Path);

    /// <summary>What went wrong in the page so far: exceptions, and messages of the console that are errors.</summary>
    public IReadOnlyList<string> Errors => [.. _events.Where(e => Method(e) == "Runtime.exceptionThrown"
        || (Method(e) == "Runtime.consoleAPICalled" && (string)e["params"]!["type"]! is "error" or "assert")
        || (Method(e) == "Log.entryAdded" && (string)e["params"]!["entry"]!["level"]! == "error")).Select(e => e["params"]!.ToJsonString())];

    /// <summary>What the page asked for, itself included, data within it left out.</summary>
    public IReadOnlyList<string> Requests => [.. _events.Where(e => Method(e) == "Network.requestWillBeSent")
        .Select(e => (string)e["params"]!["request"]!["url"]!)
        .Where(url => !url.StartsWith("data:", StringComparison.Ordinal))];

    public static async Task<Chromium> Open(string page)
    {
        var browser = new Chromium();
        try
        {
            await browser.Connect();
            await browser.Show(page);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<T> Value<T>(string expression)
    {
        var answer = await Ask("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.That(answer["exceptionDetails"], Is.Null, $"{expression}: {answer["exceptionDetails"]?.ToJsonString()}");
        return answer["result"]!["value"]!.GetValue<T>();
    }

    /// <summary>Waits for a condition in the page.</summary>
    public async Task Until(string condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await Value<bool>(condition))
        {
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)), $"waited for: {condition}");
            await Task.Delay(50);
        }
    }

    /// <summary>Presses a key where the focus is.</summary>
    public async Task Press(string key, string code, int number, string text = "")
    {
        foreach (var type in (string[])[text.Length > 0 ? "keyDown" : "rawKeyDown", "keyUp"])
        {
            await Ask("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = key, ["code"] = code, ["windowsVirtualKeyCode"] = number, ["text"] = type == "keyUp" ? "" : text });
        }
    }

    /// <summary>Moves the mouse, pressed or not, or presses or releases it.</summary>
    public Task Mouse(string type, double x, double y, bool pressed = false) => Ask("Input.dispatchMouseEvent", new()
    {
        ["type"] = type,
        ["x"] = x,
        ["y"] = y,
        ["button"] = type == "mouseMoved" && !pressed ? "none" : "left",
        ["buttons"] = pressed ? 1 : 0,
        ["clickCount"] = type == "mouseMoved" ? 0 : 1,
    });

    /// <summary>Sends a command and returns its answer.</summary>
    public async Task<JsonNode> Ask(string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, default);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _draining;
        _process.Dispose();
        _profile.Dispose();
    }

    private static Process Start(string profile)
    {
        var program = Programs.FirstOrDefault(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name))))
            ?? throw new InvalidOperationException("Chromium is missing; ./unimem test --all installs it.");
        return Process.Start(new ProcessStartInfo(program,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
            "--no-first-run", "--no-default-browser-check", "--window-size=1200,900", "--remote-debugging-port=0", $"--user-data-dir={profile}",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    private async Task Connect()
    {
        const string Told = "DevTools listening on ";
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("Chromium ended at once.");
        }
        while (!line.StartsWith(Told, StringComparison.Ordinal));
        _draining = _process.StandardError.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri(line[Told.Length..]), default);
        _reading = Read();
        var page = (await Ask("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!.DeepClone();
        _session = (string)(await Ask("Target.attachToTarget", new() { ["targetId"] = page, ["flatten"] = true }))["sessionId"]!;
    }

    private async Task Show(string page)
    {
        foreach (var domain in (string[])["Runtime", "Log", "Network", "Page"])
        {
            await Ask($"{domain}.enable");
        }

        await Ask("Page.navigate", new() { ["url"] = new Uri(page).AbsoluteUri });
        await Until("document.readyState === 'complete' && document.title !== ''");
    }

    private async Task Read()
    {
        var (buffer, message) = (new byte[1 << 16], new MemoryStream());
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                var part = await _socket.ReceiveAsync(buffer, default);
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception closed) when (closed is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser or the test has ended.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id && _asked.TryRemove((int)id, out var answer))
        {
            answer.SetResult(message["result"] ?? throw new JsonException(message.ToJsonString()));
        }
        else
        {
            _events.Enqueue(message);
        }
    }

    private static string Method(JsonNode message) => (string?)message["method"] ?? "";
}
