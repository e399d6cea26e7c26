# Draws index.csv of `folder`: what an index finds, against what an evaluation with it costs.
set datafile separator ','
table = folder.'/index.csv'
stats table using (strcol(1) eq 'exact' ? $7 : NaN) name 'EXACT' nooutput
stats table using (strcol(1) eq 'none' ? $7 : NaN) name 'NONE' nooutput
set terminal pngcairo size 1400,840 font 'DejaVu Sans,18' enhanced
set output folder.'/recall.png'
set tmargin 5
set label 3 '{/:Bold What an index finds of the best 32 of 64k slots, and what it costs}' at screen 0.02,0.95 left font 'DejaVu Sans,22'
set label 4 'At the points: lists that each query looks into' at screen 0.02,0.90 left tc rgb '#5a6675'
set xlabel 'Processor seconds of evaluating 96k tokens'
set ylabel 'Recall' offset 1,0
set yrange [0.3:1.05]
set border 3 lc rgb '#5a6675'
set tics nomirror
set grid ytics lc rgb '#e3e6ea' lt 1
set key at graph 0.88,0.05 bottom right
set xrange [0:EXACT_max * 1.08]
set arrow 1 from EXACT_max,0.3 to EXACT_max,1.0 nohead dt 2 lc rgb '#444444'
set label 1 'exact search' at EXACT_max,1.02 right tc rgb '#444444'
set arrow 2 from NONE_max,0.3 to NONE_max,1.0 nohead dt 2 lc rgb '#444444'
set label 2 'no memory' at NONE_max,1.02 left tc rgb '#444444'
shape(c, l) = strcol(2) eq c && strcol(3) eq l
plot table using (shape('1024', '32') ? $7 : NaN):5 with linespoints pt 7 ps 1.5 lw 2 lc rgb '#0072b2' title 'chunks of 1024, 32 lists each', \
     table using (shape('4096', '64') ? $7 : NaN):5 with linespoints pt 5 ps 1.5 lw 2 lc rgb '#d55e00' title '4096, 64', \
     table using (shape('4096', '128') ? $7 : NaN):5 with linespoints pt 9 ps 1.5 lw 2 lc rgb '#009e73' title '4096, 128', \
     table using (strcol(1) eq 'index' ? $7 : NaN):($5 - 0.03):4 with labels font ',12' tc rgb '#5a6675' notitle
