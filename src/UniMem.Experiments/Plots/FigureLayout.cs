namespace UniMem.Experiments.Plots;

/// <summary>Where the parts of a figure stand: ranges, panels, and the names of what is drawn.</summary>
public sealed class FigureLayout
{
    private const double CharacterWidth = 7.6;
    private const double NameCharacterWidth = 8;
    private const double NameHeight = 17;
    private const double CaptionCharacterWidth = 6.1;
    private const double ColumnGap = 26;
    private const double RowGap = 34;

    /// <summary>Height of a line of the caption, in pixels.</summary>
    public const double CaptionHeight = 15;

    private readonly Figure _figure;

    /// <param name="figure">A figure with at least one point.</param>
    /// <exception cref="FigureException">There is nothing to draw.</exception>
    public FigureLayout(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        _figure = figure;
        if (!figure.AllSeries.Any(s => s.Points.Count > 0))
        {
            throw new FigureException($"the figure '{figure.Title}' has no points.");
        }

        (X, Y) = (RangeX(figure), RangeY(figure));
        Columns = figure.Panels.Count switch { <= 3 => figure.Panels.Count, 4 => 2, _ => 3 };
        var rows = (figure.Panels.Count + Columns - 1) / Columns;
        YTicks = figure.Y.Ticks ?? NiceTicks.Between(Y.Low, Y.High, figure.Y.Scale, rows == 1 ? 6 : 4);
        Left = 24 + (CharacterWidth * YTicks.Select(t => t.Label.Length).DefaultIfEmpty(4).Max());
        var names = figure.Panels.Count > 1 ? [] : figure.AllSeries.Where(s => s.Style == SeriesStyle.Curve).ToList();
        Right = figure.Width - 30 - (NameCharacterWidth * names.Select(s => s.Name.Length).DefaultIfEmpty(0).Max());
        Key = PlaceKey();
        var keyRows = Key.Count == 0 ? 0 : Key.Select(k => k.Y).Distinct().Count();
        var header = (figure.Subtitle.Length > 0 ? 92 : 74) - (figure.Y.Label.Length > 0 ? 0 : 22);
        Top = figure.Height - header - (keyRows == 0 ? 0 : 6 + (NameHeight * keyRows)) - (figure.Panels.Count > 1 ? 22 : 0);
        Caption = Lines(figure.Caption, (int)((figure.Width - 32) / CaptionCharacterWidth));
        Bottom = Caption.Count == 0 ? 56 : 63 + (CaptionHeight * Caption.Count);
        var width = (Right - Left - (ColumnGap * (Columns - 1))) / Columns;
        XTicks = Thinned(figure.X.Ticks ?? NiceTicks.Between(X.Low, X.High, figure.X.Scale, Math.Max(2, (int)(width / 80))), width);
        Panels = [.. figure.Panels.Select((panel, i) => Place(panel, i, rows, width)).Select(Named)];
    }

    /// <summary>The numbers shown on the horizontal axis.</summary>
    public AxisRange X { get; }

    /// <summary>The numbers shown on the vertical axis.</summary>
    public AxisRange Y { get; }

    /// <summary>The marked places of the horizontal axis.</summary>
    public IReadOnlyList<Tick> XTicks { get; }

    /// <summary>The marked places of the vertical axis.</summary>
    public IReadOnlyList<Tick> YTicks { get; }

    /// <summary>Panels side by side.</summary>
    public int Columns { get; }

    /// <summary>Left edge of the plotted areas, in pixels from the left.</summary>
    public double Left { get; }

    /// <summary>Right edge of the plotted areas, in pixels from the left.</summary>
    public double Right { get; }

    /// <summary>Upper edge of the plotted areas, in pixels from the bottom.</summary>
    public double Top { get; }

    /// <summary>Lower edge of the plotted areas, in pixels from the bottom.</summary>
    public double Bottom { get; }

    /// <summary>The caption in lines that fit the figure, the first one on top.</summary>
    public IReadOnlyList<string> Caption { get; }

    /// <summary>The panels in order.</summary>
    public IReadOnlyList<PanelArea> Panels { get; }

    /// <summary>The names of the curves above several panels; empty where names stand beside the curves.</summary>
    public IReadOnlyList<NameLabel> Key { get; }

    private static AxisRange RangeX(Figure figure)
    {
        var bars = figure.AllSeries.Where(s => s.Style == SeriesStyle.Bars).SelectMany(s => s.Points).SelectMany(p => (double[])[0, p.Low ?? p.X, p.High ?? p.X]);
        var marks = figure.AllSeries.Any(s => s.Style == SeriesStyle.Marks);
        return AxisRange.Of(figure.X, figure.AllSeries.SelectMany(s => s.Points).Select(p => p.X).Concat(bars), [], marks ? 0.08 : 0.02);
    }

    private static AxisRange RangeY(Figure figure)
    {
        var upright = figure.AllSeries.Where(s => s.Style != SeriesStyle.Bars).ToList();
        var intervals = upright.ToLookup(s => s.Intervals, s => s.Points.SelectMany(p => new[] { p.Low, p.High }.OfType<double>()));
        var must = figure.AllSeries.SelectMany(s => s.Points).Select(p => p.Y).Concat(intervals[IntervalStyle.Bars].SelectMany(v => v));
        return AxisRange.Of(figure.Y, must, intervals[IntervalStyle.Ribbon].SelectMany(v => v), 0.06);
    }

    private PanelArea Place(Panel panel, int index, int rows, double width)
    {
        var (row, column) = (index / Columns, index % Columns);
        var height = (Top - Bottom - (RowGap * (rows - 1))) / rows;
        var left = Left + (column * (width + ColumnGap));
        var top = Top - (row * (height + RowGap));
        return new(panel, left, left + width, top - height, top, column == 0, index + Columns >= _figure.Panels.Count);
    }

    private PanelArea Named(PanelArea area)
    {
        var marks = area.Panel.Series.Where(s => s.Style == SeriesStyle.Marks && s.Name.Length > 0)
            .SelectMany(s => s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).Select(p => (s, AcrossX(area, p.X), AcrossY(area, p.Y))))
            .ToList();
        var names = PointNames.Place(marks, Lines(area), area, NameCharacterWidth);
        return area with { Names = Key.Count > 0 ? names : [.. names, .. EndNames(area)] };
    }

    private IEnumerable<((double X, double Y) From, (double X, double Y) To)> Lines(PanelArea area)
    {
        (double X, double Y) At(double x, double y) => (AcrossX(area, x), AcrossY(area, y));
        var guides = area.Panel.Series.Where(s => s.Style == SeriesStyle.Guide).SelectMany(s => s.Points.Zip(s.Points.Skip(1)));
        var intervals = area.Panel.Series.Where(s => s.Intervals == IntervalStyle.Bars).SelectMany(s => s.Points).Where(p => p.Low is not null && p.High is not null);
        return guides.Select(l => (At(l.First.X, l.First.Y), At(l.Second.X, l.Second.Y))).Concat(intervals.Select(p => (At(p.X, p.Low!.Value), At(p.X, p.High!.Value))));
    }

    private IEnumerable<NameLabel> EndNames(PanelArea area)
    {
        var ends = area.Panel.Series.Where(s => s.Style == SeriesStyle.Curve && s.Name.Length > 0)
            .SelectMany(s => s.Points.Where(p => double.IsFinite(p.Y)).TakeLast(1).Select(p => (Series: s, X: AcrossX(area, p.X), Y: Math.Clamp(AcrossY(area, p.Y), area.Bottom, area.Top))))
            .ToList();
        var heights = LabelColumn.Spread([.. ends.Select(e => e.Y)], NameHeight, area.Bottom, area.Top);
        return ends.Zip(heights, (end, height) => new NameLabel(end.Series, area.Right + 14, height, EndsHere: false, (end.X, end.Y)));
    }

    private List<NameLabel> PlaceKey()
    {
        if (_figure.Panels.Count == 1)
        {
            return [];
        }

        var (x, y) = (16.0, _figure.Height - (_figure.Subtitle.Length > 0 ? 66.0 : 48));
        var key = new List<NameLabel>();
        foreach (var series in _figure.AllSeries.Where(s => s.Style == SeriesStyle.Curve && s.Name.Length > 0).DistinctBy(s => (s.Name, s.Paint)))
        {
            var width = 50 + (NameCharacterWidth * series.Name.Length);
            (x, y) = x > 16 && x + width > _figure.Width ? (16, y - NameHeight) : (x, y);
            key.Add(new(series, x + 28, y, EndsHere: false, (x, y)));
            x += width;
        }

        return key;
    }

    private double AcrossX(PanelArea area, double x) => X.Across(x, area.Left, area.Right);

    private double AcrossY(PanelArea area, double y) => Y.Across(y, area.Bottom, area.Top);

    private static IReadOnlyList<Tick> Thinned(IReadOnlyList<Tick> ticks, double width)
    {
        var needed = ticks.Sum(t => CharacterWidth * (t.Label.Length + 1.5));
        var each = Math.Max(1, (int)Math.Ceiling(needed / width));
        return each == 1 ? ticks : [.. ticks.Index().Where(t => t.Index % each == 0).Select(t => t.Item)];
    }

    private static List<string> Lines(string text, int characters)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= characters)
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }
}
